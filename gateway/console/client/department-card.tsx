import { aroundTheMiddle, type Hub } from './hubs.ts';
import { Lamp } from './lamp.tsx';
import type { Department, ServedType } from './load-departments.ts';
import { rootTypes } from './root-types.ts';
import { fieldCount, timeOf, words, type PageLanguage } from './words.ts';

export type CardProps = {
  readonly department: Department;
  readonly hubs: readonly Hub[];
  /** The hub that the reader looks at. */
  readonly chosen: string | null;
  readonly language: PageLanguage;
};

/** One department: its names, whether it is up, and what it gives. Lines of the picture end at its shared types. */
export function DepartmentCard({ department, hubs, chosen, language }: CardProps) {
  const { name, label, serves, state } = department;
  const other = language === 'zh' ? 'en' : 'zh';
  // In the order of the middle, so that lines cross little.
  const shared = aroundTheMiddle(hubs).flatMap((hub) => {
    const served = serves.find(({ type }) => type === hub.type);
    return served === undefined ? [] : [{ hub, served }];
  });
  const rest = serves.filter(
    ({ type }) => !rootTypes.includes(type) && !shared.some(({ served }) => served.type === type),
  );
  const isDim = chosen !== null && !shared.some(({ hub }) => hub.type === chosen);
  return (
    <article className="card" data-department={name} data-state={state} data-dim={isDim}>
      <header>
        <h3>{label[language]}</h3>
        <Lamp department={department} language={language} />
      </header>
      <p className="card-facts">
        {label[other] !== label[language] && <span lang={other}>{label[other]}</span>}
        <LastSeen department={department} language={language} />
      </p>
      {shared.length > 0 && (
        <ul className="ports">
          {shared.map(({ hub, served }) => (
            <Port key={hub.type} hub={hub} served={served} language={language} />
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <p className="card-rest">
          {words.alsoGives[language]} {rest.map((each) => each.label[language]).join(language === 'zh' ? '、' : ', ')}
        </p>
      )}
    </article>
  );
}

type PortProps = { readonly hub: Hub; readonly served: ServedType; readonly language: PageLanguage };

function Port({ hub, served, language }: PortProps) {
  return (
    <li className="port" data-port={hub.type} data-colour={hub.colour}>
      <span>{hub.label[language]}</span>
      <small>{fieldCount(served.fields.length, language)}</small>
    </li>
  );
}

function LastSeen({ department, language }: Pick<CardProps, 'department' | 'language'>) {
  const { lastSeen, roundTripMs } = department;
  return (
    <span>
      {words.lastSeen[language]} {lastSeen === null ? words.never[language] : timeOf(lastSeen, language)}
      {roundTripMs !== null && ` · ${roundTripMs < 1 ? '<1' : String(Math.round(roundTripMs))} ms`}
    </span>
  );
}
