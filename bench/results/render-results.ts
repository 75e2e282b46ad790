import { brief, figureRows, withRange } from '../figure-table.ts';
import { judgeRun } from '../silos/judge-run.ts';
import { siloQueries } from '../silos/silo-queries.ts';
import type { Measurement } from '../summarise.ts';
import { find, isKept, ratio, readBars } from './bars.ts';
import { markdownTable } from './markdown-table.ts';
import type { Machine } from './machine.ts';
import type { AllFigures } from './measure-all.ts';

/** Between these the README holds what RESULTS.md holds between them. */
export const quoteBegins = '<!-- bench/RESULTS.md -->';
export const quoteEnds = '<!-- end of bench/RESULTS.md -->';

/** What the targets are, for people who don't know their names. */
const labels = {
  'hand-sql': 'SQL by hand',
  compiled: 'Onestop',
  'compiled-http': 'Onestop, silos over HTTP',
  'apollo-engine': 'Onestop on Apollo’s engine',
  'apollo-stock': 'Apollo Server and Gateway',
  hive: 'Hive Gateway',
  postgraphile: 'PostGraphile',
} as const;

const questions = [
  ...siloQueries.map(({ name, about }) => ({ name, about })),
  { name: 'Q9', about: 'the hero’s question to the demo’s five departments, with trust in force and without' },
];

/** The page of one run. Pure; Markdown as it comes, to be formatted. */
export function renderResults(all: AllFigures): string {
  return [
    '# What joining costs',
    'Written by `npm run bench -- --write`; edits would be lost. [CONTRIBUTING.md](../CONTRIBUTING.md#measuring) says what is measured and how.',
    renderRun(all),
    `## In short\n\n${quoteBegins}\n\n${renderShort(all)}\n\n${quoteEnds}`,
    `## What is promised\n\n${renderBars(all)}`,
    `## Every figure\n\nCPU of a request in milliseconds, the median of the rounds with the least and the most. “÷ hand-sql” and “÷ compiled” are of the total.\n\n${renderFigures(all.measured)}`,
    `## From start to first answer\n\n${renderStarts(all.measured)}`,
    `## Questions that arrive evenly\n\nHalf as many a second as hand-written SQL can answer; times count from when a question should have been put.\n\n${renderOpenLoop(all)}`,
    `## Memory\n\n${renderMemory(all)}`,
  ].join('\n\n');
}

function renderRun({ isQuick, at, machine, measured }: AllFigures): string {
  const { verdict, because } = judgeRun(measured);
  const load = isBusy(machine) ? ' The machine had other work: absolute figures are too high.' : '';
  return [
    `${at.slice(0, 16).replace('T', ' ')} UTC, ${isQuick ? 'the quick form' : 'the full form'}. ${machine.processors}, ${machine.memoryGb} GB, ${machine.system}; load before: ${machine.loadBefore}.${load}`,
    `${machine.versions.join(', ')}.`,
    `**${verdict}**: ${because}.`,
  ].join('\n\n');
}

const isBusy = ({ loadBefore }: Machine): boolean => loadBefore > 0.5;

/** Total CPU of every question and target, and how many times hand-written SQL's that is. */
function renderShort({ at, measured, machine }: AllFigures): string {
  const names = Object.keys(labels) as (keyof typeof labels)[];
  const present = names.filter((target) => measured.some((each) => each.target === target && each.query !== 'Q9'));
  const rows = siloQueries.map(({ name, about }) => {
    const byHand = find(measured, { query: name, target: 'hand-sql' })?.cpuTotalMs;
    const cells = present.map((target) => {
      const total = find(measured, { query: name, target })?.cpuTotalMs ?? null;
      const times = target === 'hand-sql' ? null : ratio(total, byHand);
      return [
        labels[target],
        total === null ? '–' : `${brief(total)}${times === null ? '' : ` (×${times.toFixed(1)})`}`,
      ];
    });
    return { 'CPU of a request, ms': `${name}: ${about}`, ...Object.fromEntries(cells) } as Record<string, string>;
  });
  return `${markdownTable(rows)}\n\nMeasured ${at.slice(0, 10)}: gateway, subgraphs and databases together, and how many times as much as SQL written by hand, one route a question.${isBusy(machine) ? ' The machine had other work meanwhile.' : ''}`;
}

function renderBars(all: AllFigures): string {
  const rows = readBars(all).map((bar) => {
    const kept = isKept(bar);
    return {
      Figure: bar.what,
      Promised: `${bar.bound} ${bar.limit}`,
      Found: bar.found === null ? 'not measured' : bar.found.toFixed(2),
      Holds: kept === null ? '–' : kept ? 'yes' : 'no',
    };
  });
  return markdownTable(rows);
}

function renderFigures(measured: readonly Measurement[]): string {
  return questions
    .flatMap(({ name, about }) => {
      const of = measured.filter(({ query }) => query === name);
      return of.length === 0 ? [] : [`### ${name}: ${about}\n\n${renderQuestion(of)}`];
    })
    .join('\n\n');
}

function renderQuestion(measured: readonly Measurement[]): string {
  const totalOf = (name: string) => measured.find(({ target }) => target === name)?.cpuTotalMs;
  const times = (total: number | null, name: string): string => ratio(total, totalOf(name))?.toFixed(2) ?? '–';
  const withoutStarts = measured.map((each) => ({ ...each, startMs: null }));
  const rows = figureRows(withoutStarts).map(({ query: _query, ...row }, place) => ({
    ...row,
    ...(typeof totalOf('hand-sql') === 'number' && {
      '÷ hand-sql': times(measured[place]?.cpuTotalMs ?? null, 'hand-sql'),
    }),
    '÷ compiled': times(measured[place]?.cpuTotalMs ?? null, 'compiled'),
  }));
  const stock = ratio(totalOf('apollo-stock'), totalOf('compiled'));
  return `${markdownTable(rows)}${stock === null ? '' : `\n\napollo-stock ÷ compiled: ${stock.toFixed(2)}`}`;
}

function renderStarts(measured: readonly Measurement[]): string {
  const starts = new Map(measured.filter(({ startMs }) => startMs !== null).map((each) => [each.target, each]));
  return markdownTable(
    [...starts.values()].map(({ target, startMs, ranges }) => ({ target, ms: withRange(startMs, ranges.startMs) })),
  );
}

function renderOpenLoop({ openLoop }: AllFigures): string {
  return markdownTable(
    openLoop.map(({ query, target, arrivalsPerSecond, openP50Ms, openP99Ms, openP99RangeMs }) => ({
      ...{ query, target, 'a second': `${arrivalsPerSecond}`, 'p50, ms': brief(openP50Ms) },
      'p99, ms': withRange(openP99Ms, openP99RangeMs ?? undefined),
    })),
  );
}

function renderMemory({ memory }: AllFigures): string {
  return markdownTable(
    memory.map(({ target, requests, rssMb, slopeMb }) => ({
      ...{ target, questions: `${requests}`, 'resident, MB': rssMb.toFixed(0) },
      'growth in 10,000, MB': slopeMb.toFixed(2),
    })),
  );
}
