import { Lamp } from './lamp.tsx';
import type { Department, ServedType } from './load-departments.ts';
import { fieldCount, timeOf, words, type PageLanguage } from './words.ts';

export type TableProps = { readonly departments: readonly Department[]; readonly language: PageLanguage };

/** Everything the picture says, and every field, for whoever reads rather than looks. */
export function DepartmentTable({ departments, language }: TableProps) {
  const columns = [words.department, words.state, words.lastSeen, words.answersIn, words.gives];
  return (
    <section className="table" aria-labelledby="table-heading">
      <h3 id="table-heading">{words.table[language]}</h3>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.en} scope="col">
                {column[language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {departments.map((department) => (
            <DepartmentRow key={department.name} department={department} language={language} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DepartmentRow({ department, language }: { readonly department: Department; readonly language: PageLanguage }) {
  const { name, label, lastSeen, roundTripMs, serves } = department;
  return (
    <tr data-row={name}>
      <th scope="row">
        {label[language]} <code>{name}</code>
      </th>
      <td>
        <Lamp department={department} language={language} />
      </td>
      <td data-label={words.lastSeen[language]}>
        {lastSeen === null ? words.never[language] : timeOf(lastSeen, language)}
      </td>
      <td data-label={words.answersIn[language]}>{roundTripMs === null ? '–' : `${roundTripMs} ms`}</td>
      <td>
        {serves.map((served) => (
          <Served key={served.type} served={served} language={language} />
        ))}
      </td>
    </tr>
  );
}

function Served({ served, language }: { readonly served: ServedType; readonly language: PageLanguage }) {
  return (
    <details>
      <summary>
        {served.label[language]} <small>{fieldCount(served.fields.length, language)}</small>
      </summary>
      <code>{`${served.type} { ${served.fields.join(' ')} }`}</code>
    </details>
  );
}
