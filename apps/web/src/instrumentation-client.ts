import { z } from 'zod';

// zod would compile its checks with `new Function`, and tries whether it may: the content security policy says no, and
// every page would report a violation. This runs before any schema is made.
z.config({ jitless: true });
