/** The process cannot start with its settings; the message lists every mistake, each with its variable. */
export class SettingsError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(['The settings are not usable:', ...mistakes].join('\n  '));
    this.mistakes = mistakes;
  }
}

/** The error of a server that cannot listen, as a mistake in the variable of its port. */
export function notFree(variable: string, host: string, port: number, error: unknown): SettingsError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'EADDRINUSE' ? 'another process listens there' : message;
  return new SettingsError([`${variable}: cannot listen on ${host}:${port}: ${why}`]);
}
