import './workers.ts';
import { GraphiQL, type GraphiQLProps } from 'graphiql';
import { use } from 'react';
import { loadSettings, type ConsoleSettings } from './settings.ts';

const ask: NonNullable<GraphiQLProps['fetcher']> = async (params, options) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      ...(options?.headers as Record<string, string> | undefined),
    },
    body: JSON.stringify(params),
  });
  return (await response.json()) as { data?: unknown };
};

/** What stands in the editors. What the reader typed earlier in this tab of the browser comes first. */
function openWith(settings: ConsoleSettings): Partial<GraphiQLProps> {
  const headers = JSON.stringify(settings.headers, null, 2);
  const tab = { query: settings.query, variables: JSON.stringify(settings.variables, null, 2), headers };
  const typed = (editor: string) => sessionStorage.getItem(`graphiql:${editor}`) !== null;
  return {
    defaultTabs: [tab],
    defaultHeaders: headers,
    // Never kept by the browser; the server knows the valid ones.
    initialHeaders: headers,
    ...(!typed('query') && { initialQuery: tab.query }),
    ...(!typed('variables') && { initialVariables: tab.variables }),
  };
}

const loading = loadSettings();

/** The editor for questions. Waits for what it opens with. */
export function Explorer() {
  const settings = use(loading);
  // Questions may hold ids of people: they leave with the tab of the browser.
  return (
    <GraphiQL
      fetcher={ask}
      storage={sessionStorage}
      // Without the history of questions: it would keep the token each was asked with.
      plugins={[]}
      schemaDescription
      defaultEditorToolsVisibility="variables"
      showPersistHeadersSettings={false}
      {...(settings && openWith(settings))}
    />
  );
}
