import { useMemo } from 'react';
import { DepartmentTable } from './department-table.tsx';
import { hubsOf } from './hubs.ts';
import type { Department } from './load-departments.ts';
import { OwnSystems } from './own-systems.tsx';
import { Picture } from './picture.tsx';
import { useDepartments, type Watched } from './use-departments.ts';
import { summary, timeOf, words, type PageLanguage } from './words.ts';

type ViewProps = { readonly language: PageLanguage };

/** Who gives which part of the graph, and whether they are up. */
export function DepartmentsView({ language }: ViewProps) {
  const watched = useDepartments();
  const { departments } = watched;
  return (
    <section id="departments" className="departments" aria-labelledby="departments-heading">
      <div className="departments-head">
        <div>
          <h2 id="departments-heading">{words.heading[language]}</h2>
          <p>{words.lead[language]}</p>
        </div>
        <Summary watched={watched} language={language} />
      </div>
      {departments !== null && <Drawn departments={departments} language={language} />}
    </section>
  );
}

function Summary({ watched, language }: ViewProps & { readonly watched: Watched }) {
  const { departments, at, failed } = watched;
  const listed = departments?.filter(({ isOwnSystem }) => !isOwnSystem) ?? [];
  const up = listed.filter(({ state }) => state === 'UP').length;
  const isWell = !failed && departments !== null && up === listed.length;
  return (
    <p className="summary" role="status" data-well={isWell}>
      {failed && words.failed[language]}{' '}
      {failed && departments !== null && words.failedSince[language].replace('{time}', timeOf(at, language))}
      {!failed && departments === null && words.loading[language]}
      {!failed && departments !== null && listed.length > 0 && summary({ up, all: listed.length }, language)}
      {!failed && departments !== null && listed.length === 0 && words.noDepartments[language]}
    </p>
  );
}

function Drawn({ departments, language }: ViewProps & { readonly departments: readonly Department[] }) {
  const listed = useMemo(() => departments.filter(({ isOwnSystem }) => !isOwnSystem), [departments]);
  const hubs = useMemo(() => hubsOf(departments), [departments]);
  const systems = departments.filter(({ isOwnSystem }) => isOwnSystem);
  return (
    <>
      <Picture departments={listed} hubs={hubs} language={language} />
      {systems.length > 0 && <OwnSystems systems={systems} language={language} />}
      <DepartmentTable departments={departments} language={language} />
    </>
  );
}
