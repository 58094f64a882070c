import { useEffect, useState } from 'react';
import type { Refusal, RequestPreview } from '../../preload/contract.ts';
import { asRefusal } from '../bridge.ts';
import { useAuthority } from '../service.tsx';

interface Preview {
  readonly preview: RequestPreview | null;
  readonly refusal: Refusal | null;
}

const none: Preview = { preview: null, refusal: null };

/** Main's reading of a token; null until it has come, and where there is no token. */
export function usePreview(token: string | null): Preview {
  const authority = useAuthority();
  const [read, setRead] = useState<Preview & { readonly token: string | null }>({ ...none, token: null });

  useEffect(() => {
    if (token === null) return;
    let over = false;
    const show = (preview: Preview) => {
      if (!over) setRead({ ...preview, token });
    };
    authority.previewRequest({ token }).then(
      (preview) => show({ preview, refusal: null }),
      (thrown) => show({ preview: null, refusal: asRefusal(thrown) }),
    );
    return () => {
      over = true;
    };
  }, [token, authority.previewRequest]);

  // What was read of another text is not shown beside this one.
  return token !== null && read.token === token ? read : none;
}
