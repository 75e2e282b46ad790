/** What `Promise.all` gives for the work on each; of one, which most fetches have, without the promises around it. */
export async function allOf<T, Done>(each: readonly T[], work: (one: T) => Promise<Done>): Promise<readonly Done[]> {
  const [only] = each;
  return only !== undefined && each.length === 1 ? [await work(only)] : Promise.all(each.map(work));
}
