/** Memory at which a function has one full vCPU. Source: AWS Lambda Developer Guide, "Configure memory". */
export const MB_PER_VCPU = 1769;
