import { parseArgs } from 'node:util';

import type { Model } from './question';

export type Command = ReturnType<typeof readCommand>;

export const OPTIONS = `  --yes          does not ask first
  --budget n     most USD to spend (0.25)
  --free         asks only what costs nothing
  --model p/m    the model to ask, such as openai/gpt-4o-mini (else the one that Backboard chooses)
  --timeout n    seconds for one request (180)
  --out folder   for reports and recordings (.cache/probe)
  --clean        only deletes what an earlier run left behind
  --compare f    says where the sandbox answers another way than the recordings in folder f; needs no key`;

/** Reads the command line. Throws on what it does not know. */
export function readCommand(args: string[]) {
	const { values } = parseArgs({
		args,
		options: {
			yes: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false, short: 'h' },
			free: { type: 'boolean', default: false },
			clean: { type: 'boolean', default: false },
			compare: { type: 'string' },
			budget: { type: 'string', default: '0.25' },
			timeout: { type: 'string', default: '180' },
			model: { type: 'string' },
			out: { type: 'string', default: '.cache/probe' },
		},
	});
	return {
		...values,
		/** USD. */
		budget: positive('budget', values.budget),
		/** Ms for one request. */
		timeout: Math.ceil(positive('timeout', values.timeout) * 1000),
		model: values.model === undefined ? undefined : modelOf(values.model),
	};
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (value > 0 && value <= 1e6) return value;
	throw new Error(`--${name} ${text}: enter a number above 0.`);
}

/** The provider ends at the first slash: names of models may have more. */
function modelOf(text: string): Model {
	const [, llm_provider, model_name] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
	if (llm_provider !== undefined && model_name !== undefined) return { llm_provider, model_name };
	throw new Error(`--model ${text}: enter provider and model, such as openai/gpt-4o-mini.`);
}

/** Whom the probe speaks to. */
export interface Account {
	readonly apiKey: string;
	readonly baseUrl: string;
}

/** Reads key and address. Throws where no request could carry them; the message repeats neither. */
export function readAccount(env: NodeJS.ProcessEnv): Account {
	const apiKey = (env.BACKBOARD_API_KEY ?? '').trim();
	if (apiKey === '') throw new Error('BACKBOARD_API_KEY is not set.');
	if (!/^[\x20-\x7e]+$/.test(apiKey)) {
		throw new Error('BACKBOARD_API_KEY has characters that no key has.');
	}
	const given = env.BACKBOARD_BASE_URL?.trim() || 'https://app.backboard.io/api';
	const url = URL.canParse(given) ? new URL(given) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		throw new Error('BACKBOARD_BASE_URL: enter an address such as https://app.backboard.io/api.');
	}
	if (url.username + url.password + url.search + url.hash !== '') {
		throw new Error('BACKBOARD_BASE_URL: leave out user, password, ? and #.');
	}
	return { apiKey, baseUrl: url.href.replace(/\/+$/, '') };
}
