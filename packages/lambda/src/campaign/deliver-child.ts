/** A process that delivers a lake through faults, and may have to kill itself in the midst of it. */
import { serveRequest } from '@parquetry/bench/campaign';
import { carryOutOrder } from './carry-out-order.ts';

serveRequest(carryOutOrder);
