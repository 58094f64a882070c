import type { EvidenceAnswer } from '../../preload/contract.ts';
import { faultText, finding } from '../errors.ts';
import { sha256Hex } from '../review/digest.ts';
import { replaceFile } from '../whole-file.ts';
import { type EvidenceParts, makeEvidence } from './making.ts';

export interface EvidenceSaving extends EvidenceParts {
  /** Signs a checkpoint over everything up to now, where that can be done. */
  readonly seal: () => void;
}

/** Writes evidence of these decisions into a file that the person chose, whole or not at all, and puts that on the record. */
export async function saveEvidence(
  parts: EvidenceSaving,
  jobIds: readonly string[],
  path: string,
): Promise<EvidenceAnswer> {
  const { store, seal } = parts;
  seal();
  const made = await makeEvidence(parts, jobIds);
  if ('problem' in made) return { outcome: 'refused', reason: made.problem };
  try {
    replaceFile(path, made.text);
  } catch (fault) {
    return { outcome: 'refused', reason: finding('save-failed', { detail: faultText(fault) }) };
  }
  const digest = sha256Hex(made.text);
  store.transaction(() => {
    for (const jobId of new Set(jobIds)) store.record.append('evidence-saved', jobId, { sha256: digest });
  });
  return { outcome: 'saved', path, auditKey: made.auditKey };
}
