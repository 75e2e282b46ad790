import type { Department } from './load-departments.ts';
import type { PageLanguage } from './words.ts';

/** Shapes as well as colours: a tick, a cross, a question mark. */
const marks = {
  UP: <path d="M4.5 8.5l2.5 2.5 4.5-5.5" />,
  DOWN: <path d="M5 5l6 6M11 5l-6 6" />,
  UNKNOWN: <path d="M6 6.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1M8 11.4v.2" />,
} as const;

/** Whether a department is up, for the eye and in words. */
export function Lamp({ department, language }: { readonly department: Department; readonly language: PageLanguage }) {
  const { state, stateLabel } = department;
  return (
    <span className="lamp" data-state={state}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {state === 'DOWN' ? <rect x="1" y="1" width="14" height="14" rx="3" /> : <circle cx="8" cy="8" r="7.5" />}
        {marks[state]}
      </svg>
      {stateLabel[language]}
    </span>
  );
}
