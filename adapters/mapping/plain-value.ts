import type { ValueMapping } from './model.ts';

/** A value of this scalar as it stands in a column still to be named. */
export const plainValue = (type: string): ValueMapping => ({
  type,
  columns: [],
  codecs: ['TEXT'],
  prefix: '',
  formats: [],
  nullIf: [],
  scale: null,
  trueIf: [],
  falseIf: [],
  grouping: null,
  charset: null,
  json: null,
  split: null,
  combine: null,
  part: null,
  isList: false,
});
