import { Lamp } from './lamp.tsx';
import type { Department, ServedType } from './load-departments.ts';
import { rootTypes } from './root-types.ts';
import { words, type PageLanguage } from './words.ts';

export type OwnSystemsProps = { readonly systems: readonly Department[]; readonly language: PageLanguage };

/** The graph's own systems, on one line each: the departments are the picture. */
export function OwnSystems({ systems, language }: OwnSystemsProps) {
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <section className="own" aria-labelledby="own-heading">
      <h3 id="own-heading">{words.ownSystems[language]}</h3>
      <p>{words.ownSystemsLead[language]}</p>
      <ul>
        {systems.map((system) => (
          <li key={system.name} data-department={system.name} data-state={system.state}>
            <strong>{system.label[language]}</strong>
            {system.label[other] !== system.label[language] && <span lang={other}>{system.label[other]}</span>}
            <Lamp department={system} language={language} />
            <small>{system.serves.map((served) => inShort(served, language)).join(' · ')}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Field by field where others give fields as well, and at the root; of a type of its own the name says enough. */
const inShort = ({ type, shared, label, fields }: ServedType, language: PageLanguage): string =>
  shared || rootTypes.includes(type) ? `${label[language]}: ${fields.join(', ')}` : label[language];
