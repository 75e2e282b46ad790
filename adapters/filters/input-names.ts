/** Generated inputs carry their owner's name: equal names of two departments would intersect, and filters vanish. */
export const ownerName = (source: string): string =>
  source
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** `approvals`, `Case` → `ApprovalsCaseWhere`. */
export const whereName = (source: string, type: string): string => `${ownerName(source)}${type}Where`;
/** `approvals`, `Case` → `ApprovalsCaseOrderBy`. */
export const orderByName = (source: string, type: string): string => `${ownerName(source)}${type}OrderBy`;
/** For a to-many relation: `ApprovalsCaseListWhere`. */
export const listWhereName = (source: string, type: string): string => `${ownerName(source)}${type}ListWhere`;
/** `Gender` → `GenderFilter`: the vocabulary's enums are the same in every department. */
export const enumFilterName = (name: string): string => `${name}Filter`;
/** `approvals`, `Desk` → `ApprovalsDeskValue`: a department's own enum as its filters take it. */
export const ownEnumName = (source: string, name: string): string => `${ownerName(source)}${name}Value`;
