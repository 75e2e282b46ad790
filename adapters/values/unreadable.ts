import type { Finding } from '../../schema/subgraph.ts';

/** A stored value that can't be given: null in the graph plus a finding. */
export class Unreadable {
  readonly reason: Finding['reason'];
  constructor(reason: Finding['reason']) {
    this.reason = reason;
  }
}

export const unreadable = new Unreadable('UNREADABLE_VALUE');
export const unknownCode = new Unreadable('UNKNOWN_CODE');
