/**
 * What a log line may say about a failure of a department: class and code (SQLSTATE, or the system's), and those
 * of what caused it. Messages are left out: PostgreSQL quotes values in them.
 */
export type FailureFacts = { readonly kind: string; readonly code?: string; readonly cause?: FailureFacts };

/** Causes of causes of causes tell nothing more. */
const deepest = 3;

export function failureFacts(error: unknown, depth = 1): FailureFacts {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code } = error as Error & { readonly code?: unknown };
  return {
    kind: error.name,
    ...(typeof code === 'string' && { code }),
    ...(error.cause !== undefined && depth < deepest && { cause: failureFacts(error.cause, depth + 1) }),
  };
}
