import { createRequire } from 'node:module';

import type { AxiosStatic } from 'axios';

/** The HTTP client of n8n-core, whichever version that brings: nothing here depends on one of its own. */
export const axios = createRequire(require.resolve('n8n-core'))('axios') as AxiosStatic;
