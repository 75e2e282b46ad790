/** What can be asked at the root; it says nothing of the things a department knows. */
export const rootTypes: readonly string[] = ['Query', 'Mutation'];
