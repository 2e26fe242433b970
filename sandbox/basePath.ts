/** Where the API is, on the sandbox as on Backboard's host. */
export const BASE_PATH = '/api';
