/** What the reporter's line begins with. */
export const MARK = 'seeded-bugs-report ';
