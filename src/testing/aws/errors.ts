import { userError } from '../../errors.ts';

/** Another program listens where the server should. */
export const portTaken = userError('PORT_TAKEN', (port: number, cause: unknown) => ({
  message: `Port ${port} is in use by another program.`,
  cause,
  next: 'Stop that program, or take another port; 0 is any that is free.',
}));

export const wrongSandbox = userError('WRONG_SANDBOX', (message: string, next: string, cause?: unknown) => ({
  message,
  next,
  cause,
}));
