# Each layer is a static library that links only the layers it may call.
# ll_layer(NAME SOURCES file… LINKS library…)
function(ll_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(ll_${name} STATIC ${ARG_SOURCES})
  target_include_directories(ll_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(ll_${name} PUBLIC ${ARG_LINKS} PRIVATE ll_flags)
endfunction()

# A test program: ll_test(NAME SOURCES file… LINKS library… LABELS label…). It runs in the source
# tree, and finds third-party sample files through the environment variable LL_SHARED_DATA.
function(ll_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} PkgConfig::CMOCKA ll_flags)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900)
endfunction()
