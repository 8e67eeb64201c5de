/** The process of an engine that takes turns with that of another build. */
import { serveTurns, WorkloadTurns } from '@parquetry/bench/turns';
import { fileStore } from '@parquetry/core';
import { harnessSha256 } from './harness-sha256.ts';
import { loadContender } from './load-contender.ts';

serveTurns(new WorkloadTurns({ loadEngine: loadContender, store: fileStore() }), { harnessSha256 });
