import type { Compared, Comparer } from './comparer.ts';
import { isEpochFormat } from '../values/epoch.ts';
import { compareDateText } from './compare-date-text.ts';
import { compareEpoch } from './compare-epoch.ts';
import { compareNativeDate } from './compare-native-date.ts';

/** Dates and moments in whatever form they are stored; null where the column can't answer. */
export function compareDate(compared: Compared): Comparer | null {
  const { formats } = compared.value;
  const { family } = compared.column.info;
  if (formats.length === 0) return family === 'date' || family === 'timestamp' ? compareNativeDate(compared) : null;
  if (formats.some(isEpochFormat)) return formats.length === 1 ? compareEpoch(compared) : null;
  return family === 'text' || family === 'integer' ? compareDateText(compared) : null;
}
