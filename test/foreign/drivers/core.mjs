/** The built-in core as it is, behind the protocol. */
import { builtin } from './builtin.mjs';
import { serve } from './serve.mjs';

serve(builtin());
