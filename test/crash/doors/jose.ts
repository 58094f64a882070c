import { CompactSign as Real } from 'jose';
import { reached } from '../reached.ts';

export * from 'jose';

/** The real signing, which says when it begins and ends. */
export class CompactSign extends Real {
  override async sign(...key: Parameters<Real['sign']>): Promise<string> {
    reached('before-signing');
    const token = await super.sign(...key);
    reached('after-signing');
    return token;
  }
}
