/** Is it names with points between, `contact.phones`, or nothing for the whole? Other languages of paths are none here. */
export const isJsonPath = (text: string): boolean => /^$|^[^.[$]+(\.[^.[$]+)*$/.test(text);
