#pragma once
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <gsl/gsl_vector.h>

// Swift 6 refuses C's mutable globals, and GSL's generator types are such globals.
static inline const gsl_rng_type *koine_gsl_rng_mt19937(void) { return gsl_rng_mt19937; }
static inline const gsl_qrng_type *koine_gsl_qrng_sobol(void) { return gsl_qrng_sobol; }

// GSL's own handler aborts the process; ours must outlive a bad argument and answer NaN.
static inline void koine_gsl_disable_abort(void) { gsl_set_error_handler_off(); }
