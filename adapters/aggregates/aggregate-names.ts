import { ownerName } from '../filters/input-names.ts';

/** `cases` → `casesAggregate`, beside the list. */
export const aggregateField = (list: string): string => `${list}Aggregate`;

/** The generated types that aggregates over one type are given in, named by owner as filters are. */
export function aggregateNames(source: string, type: string) {
  const own = `${ownerName(source)}${type}`;
  return {
    aggregate: `${own}Aggregate`,
    groupBy: `${own}GroupBy`,
    key: `${own}GroupKey`,
    counts: `${own}Counts`,
    sums: `${own}Sums`,
    averages: `${own}Averages`,
    values: `${own}Values`,
  } as const;
}
