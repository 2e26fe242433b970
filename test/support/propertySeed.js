const fc = require('fast-check');

/** The same examples in every run, so that a red build says something about the change; PROPERTY_SEED takes others. */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20260205) });
