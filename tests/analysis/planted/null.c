int planted(const int *number);

int
planted(const int *number)
{
    if (!number)
        /* told by: clang-tidy clang-analyzer-core.NullDereference,
         * cppcheck nullPointerRedundantCheck */
        return *number;
    return 0;
}
