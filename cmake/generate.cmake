# What the host programs of tools/ make at build time, below the build tree's src/ (or tests/).

# ll_sql(OUT SET symbol DIR dir/below ROOT src|tests QUERIES file… MIGRATIONS file… PROJECTIONS file…):
# typed functions from .sql files, and the schema. OUT becomes the list of generated sources, to be
# added to a library; they are included as "DIR/q_NAME.h" where ${CMAKE_BINARY_DIR}/ROOT is an include
# directory.
function(ll_sql out)
  cmake_parse_arguments(ARG "" "SET;DIR;ROOT" "QUERIES;MIGRATIONS;PROJECTIONS" ${ARGN})
  set(dir ${CMAKE_BINARY_DIR}/${ARG_ROOT}/${ARG_DIR})
  file(MAKE_DIRECTORY ${dir})
  set(made ${dir}/set.c)
  foreach(query IN LISTS ARG_QUERIES)
    get_filename_component(stem ${query} NAME_WE)
    list(APPEND made ${dir}/q_${stem}.c ${dir}/q_${stem}.h)
  endforeach()
  add_custom_command(OUTPUT ${made}
    COMMAND sqlgen ${dir} ${ARG_DIR} ${ARG_SET} ${ARG_QUERIES} -- ${ARG_MIGRATIONS}
      -- ${ARG_PROJECTIONS}
    DEPENDS sqlgen ${ARG_QUERIES} ${ARG_MIGRATIONS} ${ARG_PROJECTIONS}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    COMMENT "sqlgen ${ARG_DIR}" VERBATIM)
  set(${out} ${made} PARENT_SCOPE)
endfunction()

# ll_embed(OUT NAME name DIR dir/below ROOT folder FILES file…): files (below ROOT) as C arrays
# `ll_NAME_files`, included as "DIR/NAME.h" where ${CMAKE_BINARY_DIR}/src is an include directory.
function(ll_embed out)
  cmake_parse_arguments(ARG "" "NAME;DIR;ROOT" "FILES" ${ARGN})
  set(dir ${CMAKE_BINARY_DIR}/src/${ARG_DIR})
  file(MAKE_DIRECTORY ${dir})
  set(needed "")
  foreach(file IN LISTS ARG_FILES)
    list(APPEND needed ${ARG_ROOT}/${file})
  endforeach()
  add_custom_command(OUTPUT ${dir}/${ARG_NAME}.c ${dir}/${ARG_NAME}.h
    COMMAND embed ${dir} ${ARG_DIR} ${ARG_NAME} ${ARG_ROOT} ${ARG_FILES}
    DEPENDS embed ${needed} COMMENT "embed ${ARG_NAME}" VERBATIM)
  set(${out} ${dir}/${ARG_NAME}.c ${dir}/${ARG_NAME}.h PARENT_SCOPE)
endfunction()

# ll_rows(OUT IN table.csv [BARE column…] [AS stem]): a table of facts as rows the compiler checks:
# NAME.csv becomes NAME.def (or STEM.def) beside the layer's objects; cells of the columns BARE become
# enumerators. OUT becomes its path, to be added to the layer's sources.
function(ll_rows out)
  cmake_parse_arguments(ARG "" "IN;AS" "BARE" ${ARGN})
  get_filename_component(stem ${ARG_IN} NAME_WE)
  if(ARG_AS)
    set(stem ${ARG_AS})
  endif()
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${stem}.def)
  add_custom_command(OUTPUT ${made} COMMAND csv_rows ${ARG_IN} ${made} ${ARG_BARE}
    DEPENDS csv_rows ${ARG_IN} VERBATIM)
  set(${out} ${made} PARENT_SCOPE)
endfunction()
