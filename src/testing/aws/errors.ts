import { UserError } from '../../errors.ts';

/** Another program listens where the server should. */
export class PortTaken extends UserError {
  constructor(port: number, cause: unknown) {
    super('PORT_TAKEN', `Port ${port} is in use by another program.`, {
      cause,
      next: 'Stop that program, or take another port; 0 is any that is free.',
    });
  }
}

export class WrongSandbox extends UserError {
  constructor(message: string, next: string, cause?: unknown) {
    super('WRONG_SANDBOX', message, { next, cause });
  }
}
