/** Whether tests are to take their time, as `.ci/run` asks: more items, more examples, the whole build. */
export const IS_THOROUGH = process.env.THOROUGH === '1';
