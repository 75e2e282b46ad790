import type { DirectiveValues } from './directive-values.ts';
import type { Combination, TextPart, ValueMapping } from './model.ts';

export type WorkedOutRequest = {
  readonly type: string;
  readonly isList: boolean;
  readonly isKey: boolean;
  readonly columns: readonly string[];
  readonly values: DirectiveValues;
};

type WorkedOut = Pick<ValueMapping, 'combine' | 'part'>;
type Tell = (reason: string, fix: string) => void;

/** What `join`, `first` and `part` make of the columns before a value is read; the first mistake in them is told. */
export function readWorkedOut(request: WorkedOutRequest, wrong: Tell): WorkedOut {
  const { isKey, values } = request;
  const combine = readCombination(values);
  const given = combine?.kind ?? (values.isGiven('part') ? 'part' : null);
  if (isKey && given !== null) {
    wrong(`a key is a column as it stands, without ${given}`, 'Name a column that holds the key.');
    return { combine, part: null };
  }
  if (combine !== null) checkCombination(combine, request, wrong);
  return { combine, part: values.isGiven('part') ? readPart(values.numbers('part'), wrong) : null };
}

function readCombination(values: DirectiveValues): Combination | null {
  const between = values.text('join');
  if (between !== null) return { kind: 'join', between };
  return values.flag('first') ? { kind: 'first' } : null;
}

function checkCombination({ kind }: Combination, request: WorkedOutRequest, wrong: Tell): void {
  const { type, isList, columns, values } = request;
  const inside = (['json', 'split'] as const).find((argument) => values.text(argument) !== null);
  if (kind === 'join' && values.flag('first'))
    wrong('the columns are joined, or the first that holds something counts', 'Keep one of join and first.');
  else if (isList)
    wrong(`${kind} makes one value of several columns, not a list`, `Remove ${kind}, or return ${type}.`);
  else if (columns.length < 2)
    wrong(`${kind} is for several columns`, `Name them: name: ["…", "…"]; or remove ${kind}.`);
  else if (inside !== undefined)
    wrong(`${kind} is for columns that hold one text each, without ${inside}`, `Keep one of ${inside} and ${kind}.`);
}

function readPart([from = 0, to = 0, ...more]: readonly number[], wrong: Tell): TextPart | null {
  if (from === 0 || to === 0 || more.length > 0)
    wrong(
      'part is where its first and its last character stand, counted from 1, or from the end with -1',
      'Write part: [1, 6] for the first six, part: [-4, -1] for the last four.',
    );
  else if (from > 0 === to > 0 && from > to)
    wrong(`the part ends at ${to}, before it begins at ${from}`, `Write part: [${to}, ${from}].`);
  else return { from, to };
  return null;
}
