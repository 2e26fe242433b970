/** The n8n that `npm run n8n` starts and that the end-to-end tests run on. */
export const N8N_VERSION = '2.41.1';

/** What that n8n runs on when the Node of this process is too old for it. */
export const NODE_VERSION = '24.21.0';

/** Oldest Node that n8n 2.41 accepts. */
export const OLDEST_NODE_MAJOR = 24;

/** What the oldest supported n8n, 1.123.0, is made of as far as nodes notice. */
export const OLDEST_CORE = '1.122.0';
export const OLDEST_WORKFLOW = '1.120.0';
