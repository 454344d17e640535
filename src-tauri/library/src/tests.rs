//! Tests of the whole library, on libraries in temporary folders.
