import type { FastifyRequest } from 'fastify';

import { uuidParameter, type Routes } from '../context';
import { HttpError, notFound } from '../httpError';
import type { StoredDocument } from '../record';

export const documentRoutes: Routes = (app, { store, indexer, dialect }) => {
	/** Documents whose status somebody has asked for before. */
	const known = new WeakSet<StoredDocument>();

	const upload = (request: FastifyRequest, owner: StoredDocument['owner']) => {
		const { files, fields } = request.received;
		const [file] = files;
		if (files.length !== 1 || file.field !== 'file' || Object.keys(fields).length > 0) {
			throw new HttpError(422, [
				{ loc: ['body', 'file'], msg: 'Expected one part "file"', type: 'missing' },
			]);
		}
		return listed(indexer.add(file, owner).document);
	};

	app.post('/assistants/:assistant_id/documents', (request) =>
		upload(request, {
			assistant_id: store.assistant(uuidParameter(request, 'assistant_id')).assistant_id,
		}),
	);

	app.post('/threads/:thread_id/documents', (request) =>
		upload(request, { thread_id: store.thread(uuidParameter(request, 'thread_id')).thread_id }),
	);

	app.get('/assistants/:assistant_id/documents', (request) => {
		const { assistant_id } = store.assistant(uuidParameter(request, 'assistant_id'));
		return store.documentsOf(assistant_id).map(listed);
	});

	app.get('/threads/:thread_id/documents', (request) => {
		const { thread_id } = store.thread(uuidParameter(request, 'thread_id'));
		return store
			.listed(store.documents)
			.filter(({ owner }) => 'thread_id' in owner && owner.thread_id === thread_id)
			.map(listed);
	});

	app.get('/documents/:document_id/status', (request) => {
		const document = store.document(uuidParameter(request, 'document_id'));
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
	});

	app.delete('/documents/:document_id', (request) => {
		const document = store.document(uuidParameter(request, 'document_id'));
		const { document_id, filename, document_type } = document;
		store.documents.delete(document_id);
		return {
			message: 'Document deleted',
			document_id,
			filename,
			document_type,
			deleted_at: store.now(),
		};
	});
};

function listed({
	document_id,
	filename,
	status,
	status_message,
	summary,
	created_at,
	updated_at,
}: StoredDocument) {
	return {
		document_id,
		filename,
		status,
		status_message,
		summary,
		created_at,
		updated_at,
		metadata_: null,
	};
}
