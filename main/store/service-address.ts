import type { Database } from './database.ts';

/** The address that the kept jobs belong to: what is unfinished must go there and nowhere else. */
export interface ServiceAddress {
  read(): string | null;
  write(address: string): void;
}

export function serviceAddress(database: Database): ServiceAddress {
  return {
    read: () => {
      const [columns] = database.all('SELECT address FROM service');
      return columns ? (columns as { address: string }).address : null;
    },
    write: (address) => {
      database.run(
        'INSERT INTO service (only, address) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET address = excluded.address',
        address,
      );
    },
  };
}
