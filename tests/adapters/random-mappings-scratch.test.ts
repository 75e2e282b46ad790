// @ts-nocheck
import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { openMappedDepartments } from './fixtures/mapped-departments.ts';
import { expectMappedAnswer } from './fixtures/expect-mapped-answer.ts';
import { randomMapping } from './fixtures/random-mapping.ts';
import { randomQuestion } from './fixtures/random-question.ts';

let departments;
beforeAll(async () => { departments = await openMappedDepartments(); });
afterAll(() => departments.close());

function* smaller(value) {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      yield value.filter((_, j) => j !== i);
      for (const s of smaller(value[i])) yield value.map((e, j) => (j === i ? s : e));
    }
  } else if (value && typeof value === 'object') {
    for (const k of Object.keys(value)) {
      const { [k]: _, ...rest } = value;
      if (k === 'field' || k === 'descending' || k === 'end' || k === 'count' || k==='from' || k==='to') continue;
      yield rest;
      if ((k === 'not') && value[k]) yield value[k];
      if (k !== 'between') for (const s of smaller(value[k])) yield { ...value, [k]: s };
    }
  }
}
function* candidates(q) {
  for (const side of ['list', 'nested'])
    for (const k of ['where', 'orderBy', 'page', 'after', 'before']) {
      if (q[side][k] !== null) yield { ...q, [side]: { ...q[side], [k]: null } };
      if ((k === 'where' || k === 'orderBy') && q[side][k] !== null)
        for (const s of smaller(q[side][k])) yield { ...q, [side]: { ...q[side], [k]: s } };
    }
}
const seen = new Map();
test('scratch', async () => {
  const seed = Number(process.env.SEED ?? 5);
  const all = fc.sample(randomMapping.chain((mapping) => fc.record({ mapping: fc.constant(mapping), asked: fc.array(randomQuestion(mapping), { minLength: 10, maxLength: 10 }) })), { numRuns: Number(process.env.RUNS ?? 20), seed });
  let ok = 0, bad = 0;
  const started = Date.now();
  for (const { mapping, asked } of all) {
    try {
      await departments.with(mapping, async (department) => {
        for (const q of asked) {
          const failure = async (x) => { try { await expectMappedAnswer(x, mapping, department); return null; } catch (e) { department.failures.length = 0; return e.message; } };
          let message = await failure(q);
          if (message === null) { ok++; continue; }
          bad++;
          let best = q;
          let budget = 150;
          outer: for (;;) {
            for (const c of candidates(best)) {
              if (--budget < 0) break outer;
              const m = await failure(c);
              if (m !== null && m.slice(0, 10) === message.slice(0, 10)) { best = c; message = m; continue outer; }
            }
            break;
          }
          const text = JSON.stringify(best);
          const names = new Set(text.match(/\b(f\d|e\d|lent|id)\b/g) ?? []);
          const lines = department.sdl.split('\n').filter((l) => [...names].some((n) => l.includes(n + ':')));
          const sig = lines.join('|') + '';
          const key = text.length < 400 ? lines.map((l)=>l.replace(/c\d/g,'').trim()).join() : message.slice(0,80);
          if (seen.has(key)) continue;
          seen.set(key, 1);
          const cols = [...Object.values(mapping)].flatMap((t) => [...t.fields, ...t.embedded, t.lent].map((f) => t.name + '.' + f.name + ' ' + f.idiom.column.others + '/' + f.idiom.column.mysql)).filter((l) => [...names].some((n) => l.includes('.' + n + ' ')));
          console.log([text, ...lines, ...cols, message.split('\n').slice(0, 40).join('\n').slice(0, 1500)].join('\n'));
          if (seen.size >= Number(process.env.MAX ?? 8)) return;
        }
      });
    } catch (e) { bad++; console.log('CASE', String(e.stack).slice(0, 900)); }
    if (seen.size >= Number(process.env.MAX ?? 8)) break;
  }
  console.log({ ok, bad, ms: Date.now() - started });
}, 280000);
