// One file for all that is synthesized: loading CDK takes longer than all of these tests.
import './synthesized/parquetry-stack.ts';
import './synthesized/policies.ts';
import './synthesized/findings.ts';
import './synthesized/products.ts';
