import { OnestopError } from '../../schema/errors.ts';
import type { CompositionProblem } from './compose-subgraphs.ts';

/** The departments don't compose: `problems` says where and why. */
export class CompositionFailed extends OnestopError {
  readonly problems: readonly CompositionProblem[];

  constructor(problems: readonly CompositionProblem[]) {
    super('COMPOSITION_FAILED', { reason: problems.map(describeProblem).join('\n') });
    this.problems = problems;
  }
}

const describeProblem = ({ department, file, line, column, code, message }: CompositionProblem): string => {
  const place = file === null ? (department ?? 'all departments') : `${file}:${String(line)}:${String(column)}`;
  return `${place} ${code}: ${message}`;
};
