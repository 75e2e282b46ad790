/** Where the demo's preparation tells what it does. */
export type Report = {
  /** One line, for people. */
  note(text: string): void;
  /** How far a department is; called often. */
  progress(step: { readonly department: string; readonly done: number; readonly total: number }): void;
};

export const silentReport: Report = { note: () => {}, progress: () => {} };

type Output = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

/**
 * On a terminal one line that is drawn over; elsewhere a line at every quarter, so that a log stays readable.
 */
export function createReport(output: Output): Report {
  const shares = new Map<string, number>();
  const isTerminal = output.isTTY === true;
  let drawn = false;
  const note: Report['note'] = (text) => {
    output.write(`${drawn ? '\r\u001b[2K' : ''}${text}\n`);
    drawn = false;
  };
  const progress: Report['progress'] = ({ department, done, total }) => {
    const before = shares.get(department) ?? 0;
    const share = total === 0 ? 1 : done / total;
    shares.set(department, share);
    if (isTerminal) {
      // A line that wraps can't be drawn over.
      output.write(`\r\u001b[2K${allOf(shares).slice(0, (output.columns ?? 80) - 1)}`);
      drawn = true;
    } else if (Math.floor(before * 4) !== Math.floor(share * 4)) note(`  ${department}: ${Math.floor(share * 100)} %`);
  };
  return { note, progress };
}

/** How far all are together, and who is still at work. */
function allOf(shares: ReadonlyMap<string, number>): string {
  const parts = [...shares.values()];
  const atWork = [...shares].flatMap(([name, part]) => (part < 1 ? [name] : []));
  return `${bar(parts.reduce((sum, part) => sum + part, 0) / parts.length)}  ${atWork.join(', ')}`;
}

const bar = (share: number): string =>
  `${'█'.repeat(Math.round(share * 16)).padEnd(16, '░')} ${String(Math.floor(share * 100)).padStart(3)} %`;
