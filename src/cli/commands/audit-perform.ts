import { type AuditReport, audit } from '../../project/audit/audit.ts';
import type { Project } from '../../project/project.ts';
import type { Prepared } from '../../project/prepare.ts';
import { RunEmitter } from '../../scheduler/events.ts';
import { onInterrupt } from '../interrupt.ts';
import { auditDocument, auditText } from '../render/audit.ts';
import { type Loudness, Progress } from '../render/progress.ts';
import { type Terminal, yellow } from '../terminal.ts';
import type { AuditRequest } from './audit-request.ts';
import type { Afterwards } from './run-perform.ts';

export interface HowToAudit {
  readonly concurrency?: number | undefined;
  readonly loudness: Loudness;
}

/** Audits before people's eyes. Gives what is to be said of it. */
export async function auditRun(
  project: Project,
  prepared: Prepared,
  request: AuditRequest,
  how: HowToAudit,
  terminal: Terminal,
): Promise<Required<Afterwards>> {
  const report = await auditLive(project, prepared, request, how, terminal);
  const { sample } = request;
  return {
    text: auditText(report, sample, terminal.outColumns),
    document: { audit: auditDocument(report, sample) },
    exitCode: report.isCancelled ? 130 : report.findings.length > 0 ? 1 : 0,
  };
}

async function auditLive(
  project: Project,
  prepared: Prepared,
  { size, seed }: AuditRequest,
  { concurrency, loudness }: HowToAudit,
  terminal: Terminal,
): Promise<AuditReport> {
  const events = new RunEmitter();
  const progress = new Progress(terminal, loudness);
  progress.watch(events);
  const running = new Set<string>();
  events.on('nodeStarted', ({ node }) => running.add(node));
  events.on('nodeFinished', ({ node }) => running.delete(node));
  const cancel = new AbortController();
  const unheard = onInterrupt(
    () => {
      progress.interrupt(cancel.signal.aborted);
      cancel.abort();
      if (running.size > 0) events.emit('stopping', { running: [...running] });
    },
    () => {
      progress.end();
      terminal.note(`${yellow('left')} at once: nothing of an audit is kept`);
    },
  );
  try {
    return await audit(project, prepared, { size, seed, concurrency, signal: cancel.signal, events });
  } finally {
    unheard();
    progress.end();
  }
}
