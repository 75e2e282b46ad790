import type { FetchAnswer, FetchError } from './subgraph.ts';

/** The answer of a fetch that failed as a whole. */
export const failedAnswer = (error: FetchError): FetchAnswer => ({
  data: null,
  errors: [error],
  subjects: [],
  findings: [],
  servedFrom: 'source',
  age: 0,
});
