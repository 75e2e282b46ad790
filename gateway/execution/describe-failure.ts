/**
 * What a log line may say about an exception nobody expected: its class and where it was thrown. The
 * message is left out, because it may quote data.
 */
export function describeFailure(error: unknown): { readonly kind: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const lines = error.stack?.split('\n') ?? [];
  const at = lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
  return { kind: error.name, at: at.slice(0, 8) };
}
