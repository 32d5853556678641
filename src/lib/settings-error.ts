/** The process cannot start as it is told to; the message lists every mistake, each with its variable. */
export class SettingsError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(['The settings are not usable:', ...mistakes].join('\n  '));
    this.mistakes = mistakes;
  }
}
