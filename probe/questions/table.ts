/** An ID that nobody has. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';

/**
 * Every question in its order: what a later one needs, an earlier one has kept. The first message comes
 * first, so that an account without credit is noticed at once; documents come late, since messages to
 * their assistant may wait for them.
 *
 * id | title | section of the contract, or number of the contradiction | A | B <- what is asked
 *
 * What is asked is the name of a kept answer, or a request that may be kept as a name. Where it has a
 * body, or is more than one request, it stands in the file of its subject. So does what the answers
 * show, where that is more than what was said, or whether it was refused (A) or taken (B).
 */
export const TABLE = `
answer | Shape of an answer | C1 | flat | envelope with messages
default-model | Model of that answer | C26 | openai/gpt-4o, when none is named | another one <- answer
answer-usage | What an answer says of tokens, cost and context | F <- answer
status-case | Status in an answer | C17 | upper case | lower case <- answer
message-id | ID of a message in a thread | G | message_id | id <- GET /threads/{answer.thread_id} as history
message-metadata | Metadata of a message in a thread | G | metadata_ | metadata <- history
message-content | Text of a message in a thread | G | a text | a list of parts <- history
message-order | Order of messages in a thread | G <- history
unknown-model | A model that is not there | C6 | status FAILED | an answer that begins with LLM Error
half-model | A model without its provider | C26
two-prompts | System prompt of the assistant beside that of the turn | 1.3 | both hold | that of the turn alone
description | description and system_prompt of an assistant | C23 | two names of one thing | two things
assistant-list | List of assistants | C25 | bare list | list under "assistants"
assistant-name | Query parameter name of that list | 1.1 | an exact filter | ignored
thread-list | List of threads, of the account and of an assistant | 1.2
thread-order | Order of three new threads in the list | G
page-size | A page larger than allowed | C15 | refused, 500 is the most | taken <- GET /models?limit=501&provider=openai
model-list | List of models, and of providers | 1.8
model-prices | Prices of models | C14 | left out | given <- models
model-name | A model by its name | 1.8 <- GET /models/{models.first.model_name|models.first.name}
provider-models | Path of a provider’s models | C13 | /models/provider/openai | /models/providers/openai
embedding-models | Path of the embedding models | C12 | /models/embedding/all | /models/embedding
no-key | A request without a key | 3
wrong-key | A request with a wrong key | 3
unknown-thread | GET /threads/(unknown ID) | 3 <- GET /threads/${NOBODY}
unknown-assistant | GET /assistants/(unknown ID) | 3 <- GET /assistants/${NOBODY}
unknown-document | GET /documents/(unknown ID)/status | 3 <- GET /documents/${NOBODY}/status
unknown-thread-id | GET /threads/no-uuid | 3 <- GET /threads/no-uuid
unknown-page | GET /models?limit=0 | 3 <- GET /models?limit=0
empty-message | An empty message | 3
wrong-type | A text where an object is expected | 3
message-unknown-thread | A message to an unknown thread | 3
thread-body | A thread made without a body | C11 | refused | taken <- POST /assistants/{assistant}/threads
balance | Balance of the account | F
content-type | Content types of POST /threads/{id}/messages | C2 | forms only | JSON, too
form-lines | Line breaks in a url-encoded form | 1.3
stored-answer | Answer to a message that is only stored | 1.3
metadata-type | Metadata in a JSON body | C19 | an object | its text
send-to-llm | send_to_llm in a JSON body | C20 | a text | a boolean
web-search | web_search | C22 | Auto | auto
unknown-field | A field that nobody knows | 1.3
two-memories | memory beside memory_pro | 6, open questions
voice | Speech for a message that is only stored | C27 | spoken | only saved
default-assistant | Assistant of messages that name none | J | one for all | a new one each time
stream-events | Events of a stream | 2
stream-pieces | Pieces of a stream | 2 | the next part of the text | the text so far <- stream
stream-thread | thread_id in events | C16 | in user_message only | in other events, too <- stream
stream-status | Status in the last event | C17 | lower case | upper case <- stream
stream-memory | Memory operation in the last event | C18 | memory_operation_id | memoryOperationId <- stream
stream-text | Text and usage in the last event | 2, F <- stream
stream-frames | Frames of a stream | 2 <- stream
stream-failure | End of a stream whose run fails | 2 | run_ended or run_failed | an error event alone
tool-call | A call of a tool | 1.4
waiting-thread | A message to a thread that waits for tool outputs | 6, open questions | refused | taken
cancel | Cancelling that run, twice | 1.5
tool-outputs | Answer to tool outputs | 1.5 | flat | envelope with messages
tool-outputs-twice | The same tool outputs again | 3
tool-history | A round of tools in its thread | G <- GET /threads/{round.thread_id}
after-tools | The next message after a round of tools | 4
tool-stream | A round of tools as streams | 2
keyword-anyof | Tool schema: anyOf | 1.1, G
keyword-list-of-types | Tool schema: list of types | 1.1, G
keyword-additionalproperties | Tool schema: additionalProperties | 1.1, G
keyword-numbers-in-enum | Tool schema: numbers in enum | 1.1, G
keyword-minimum-and-format | Tool schema: minimum and format | 1.1, G
keyword--ref | Tool schema: $ref | 1.1, G
memory-create | ID of a new memory | 1.7 | memory_id | id
memory-searchable | Time until a new memory is found by a search | 4
memory-operation | States of a memory operation | C10, C28 | ends as COMPLETED | ends with another word or case
memory-list | List of memories, whole and by pages | 1.7
memory-record | A memory read and changed | 1.7
memory-stats | Statistics of memories | C9 | total_memories | total_count <- GET /assistants/{assistant}/memories/stats
memory-numbers | Numbers in the metadata of a memory | C21 | whole ones are taken, fractions refused | all are refused
memory-length | A memory of more than 4,096 bytes | 3
memory-mode-off | memory: off | C3 | no memory | memory
memory-mode-Auto | memory: Auto | C3 | no memory | memory
memory-mode-Readonly | memory: Readonly | C3 | no memory | memory
memory-mode-On | memory: On | C3 | no memory | memory
memory-mode-auto | memory: auto | C3 | no memory | memory
memory-mode-Off | memory: Off | C3 | no memory | memory
memory-mode-readonly | memory: readonly | C3 | no memory | memory
memory-delete | Deleting one memory, then all | 1.7
document-upload | An upload, and its status at once | 1.6
document-blocks | A message while a document is being indexed | C5 | refused | taken
document-states | States of a document | C4 | indexed, in lower case | another word or case
document-list | List of documents | 1.6 <- GET /assistants/{assistant}/documents
retrieved-files | retrieved_files of an answer | C24 | names | objects
json-output | json_output beside documents | C7 | ignored | refused
thread-document | A document of a thread, and its deletion | 1.6
document-type | A file of a type that is not in the list (.yaml) | 1.6
attached-text | A text file attached to a message | 6, open questions | the turn waits for it | the turn does not
attached-image | An image attached to a message | additions, first table
clone | A copy of an assistant | 1.1
assistant-record | An assistant read again | 1.1 <- GET /assistants/{assistant}
thread-deletion | A deleted thread | 1.2 | 200 and a record | 204 and nothing
cascade | Thread of a deleted assistant | 1.1 | gone | still there
headers | Headers of a success | 6, open questions <- GET /assistants/{assistant}
burst | 60 small requests, 20 at a time | 3, J
`;
