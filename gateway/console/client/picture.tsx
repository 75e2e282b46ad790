import { useState } from 'react';
import { columnsOf } from './columns.ts';
import { DepartmentCard } from './department-card.tsx';
import { aroundTheMiddle, type Hub } from './hubs.ts';
import { Lines } from './lines.tsx';
import type { Department } from './load-departments.ts';
import { departmentCount, words, type PageLanguage } from './words.ts';

export type PictureProps = {
  readonly departments: readonly Department[];
  readonly hubs: readonly Hub[];
  readonly language: PageLanguage;
};

/** What departments share in the middle, the departments around it, and lines between them. */
export function Picture({ departments, hubs, language }: PictureProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { left, right } = columnsOf(departments);
  const cards = (column: readonly Department[]) =>
    column.map((department) => <DepartmentCard key={department.name} {...{ department, hubs, chosen, language }} />);
  return (
    <div className="board" role="group" aria-label={words.picture[language]}>
      <Lines drawnFor={[departments, hubs, language]} chosen={chosen} />
      <div className="cards">{cards(left)}</div>
      <ul className="hubs" aria-label={words.shared[language]}>
        {aroundTheMiddle(hubs).map((hub) => (
          <li key={hub.type} data-hub={hub.type} data-colour={hub.colour} style={{ '--rank': hub.colour } as object}>
            <span className="rail-head" aria-hidden="true" />
            <HubButton hub={hub} {...{ chosen, setChosen, language }} />
          </li>
        ))}
      </ul>
      <div className="cards">{cards(right)}</div>
    </div>
  );
}

type HubButtonProps = {
  readonly hub: Hub;
  readonly chosen: string | null;
  readonly setChosen: (type: string | null) => void;
  readonly language: PageLanguage;
};

/** Shows who gives fields of it, and everything again when it is pressed once more. */
function HubButton({ hub, chosen, setChosen, language }: HubButtonProps) {
  const isChosen = chosen === hub.type;
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <button type="button" aria-pressed={isChosen} onClick={() => setChosen(isChosen ? null : hub.type)}>
      <strong>{hub.label[language]}</strong>
      <span lang={other}>{hub.label[other]}</span>
      <small>{departmentCount(hub.givers, language)}</small>
    </button>
  );
}
