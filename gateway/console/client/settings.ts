/** What the explorer opens with: a question that can be run at once, and who asks it. */
export type ConsoleSettings = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Whose log the page suggests to look at. */
  readonly citizen: CitizenSettings | null;
};

export type CitizenSettings = { readonly id: string; readonly token: string; readonly purpose: string };

/** Asks the server that sent the page. Null where it has nothing to suggest. */
export async function loadSettings(): Promise<ConsoleSettings | null> {
  try {
    const response = await fetch('/console/settings.json', { cache: 'no-store' });
    return response.ok ? readSettings(await response.json()) : null;
  } catch {
    return null;
  }
}

function readSettings(value: unknown): ConsoleSettings | null {
  if (typeof value !== 'object' || value === null) return null;
  const { query, variables, headers, citizen } = value as Partial<Record<string, unknown>>;
  if (typeof query !== 'string') return null;
  return {
    query,
    variables: (variables ?? {}) as ConsoleSettings['variables'],
    headers: (headers ?? {}) as ConsoleSettings['headers'],
    citizen: (citizen ?? null) as ConsoleSettings['citizen'],
  };
}
