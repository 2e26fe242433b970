import type { Call, Operations } from '../api';
import { HttpError, notFound } from '../httpError';
import type { StoredDocument } from '../record';

export const documentOperations: Operations = ({ store, indexer, dialect }) => {
	/** Documents whose status somebody has asked for before. */
	const known = new WeakSet<StoredDocument>();

	const upload = ({ request }: Call, owner: StoredDocument['owner']) => {
		const { files } = request.received;
		// The name of a file fits the schema, too.
		if (files.length !== 1) {
			const violation = { loc: ['body', 'file'], msg: 'Expected UploadFile', type: 'value_error' };
			throw new HttpError(422, [violation]);
		}
		return listed(indexer.add(files[0], owner));
	};

	return {
		'POST /assistants/{assistant_id}/documents': (call) => {
			const { assistant_id } = store.assistant(call.params.assistant_id);
			return upload(call, { assistant_id });
		},

		'POST /threads/{thread_id}/documents': (call) => {
			const { thread_id } = store.thread(call.params.thread_id);
			return upload(call, { thread_id });
		},

		'GET /assistants/{assistant_id}/documents': ({ params }) =>
			store.documentsOf(store.assistant(params.assistant_id).assistant_id).map(listed),

		'GET /threads/{thread_id}/documents': ({ params }) =>
			store.documentsOf(store.thread(params.thread_id).thread_id).map(listed),

		'GET /documents/{document_id}/status': ({ params }) => {
			const document = store.document(params.document_id);
			if (dialect.lateDocuments && !known.has(document)) {
				known.add(document);
				throw notFound('Document');
			}
			const { text, owner: _owner, summary: _summary, ...rest } = document;
			const isIndexed = document.status === 'indexed';
			return {
				...rest,
				total_tokens: isIndexed ? Math.ceil(text.length / 4) : null,
				chunk_count: isIndexed ? Math.ceil(text.length / 2000) : null,
				processing_started_at: document.status === 'pending' ? null : document.created_at,
				processing_completed_at: isIndexed ? document.updated_at : null,
			};
		},

		'DELETE /documents/{document_id}': ({ params }) => {
			const { document_id, filename, document_type } = store.document(params.document_id);
			store.documents.delete(document_id);
			const deleted_at = store.now();
			return { message: 'Document deleted', document_id, filename, document_type, deleted_at };
		},
	};
};

function listed(document: StoredDocument) {
	const {
		owner: _owner,
		document_type: _type,
		file_size_bytes: _size,
		text: _text,
		...rest
	} = document;
	return { ...rest, metadata_: null };
}
