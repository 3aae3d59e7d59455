import { z } from 'zod';
import { secretSchema } from '#patchbay/kernel';

/** Where files are kept: in a directory, or in a bucket that speaks S3. */
export const storageConfigSchema = z
  .object({
    /** `directory` keeps files below OBJECT_DIRECTORY, `s3` in S3_BUCKET at S3_ENDPOINT. */
    OBJECT_STORE: z.enum(['directory', 's3']).default('directory'),
    /** Directory of the files; all processes that store or show them must see the same one. */
    OBJECT_DIRECTORY: z.string().min(1).default('.local/objects'),
    /** Address of the S3 service, without the bucket; https in production. */
    S3_ENDPOINT: z.url().optional(),
    /** Bucket; it must exist. */
    S3_BUCKET: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
      .optional(),
    /** Region that the addresses are signed for. */
    S3_REGION: z.string().default('us-east-1'),
    /** Key id of an account that may put, get and delete objects of the bucket. */
    S3_ACCESS_KEY_ID: z.string().optional(),
    /** Its secret. */
    S3_SECRET_ACCESS_KEY: secretSchema.optional(),
    NODE_ENV: z.string().optional(),
  })
  .superRefine((config, context) => {
    if (config.OBJECT_STORE !== 's3') return;
    const needed = [
      'S3_ENDPOINT',
      'S3_BUCKET',
      'S3_ACCESS_KEY_ID',
      'S3_SECRET_ACCESS_KEY',
    ] as const;
    for (const key of needed) {
      if (config[key] === undefined) {
        context.addIssue({ code: 'custom', path: [key], message: 'is needed for OBJECT_STORE=s3' });
      }
    }
    const isPlain = config.S3_ENDPOINT?.startsWith('http://') === true;
    if (config.NODE_ENV === 'production' && isPlain) {
      const message = 'must be https in production: voices of people travel there';
      context.addIssue({ code: 'custom', path: ['S3_ENDPOINT'], message });
    }
  });

export type StorageConfig = z.output<typeof storageConfigSchema>;
